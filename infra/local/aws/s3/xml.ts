/** An element's content: text, or elements in their order. */
export type XmlContent = string | number | boolean | readonly XmlElement[];
export type XmlElement = readonly [name: string, content: XmlContent];

/** A document of S3, which has one namespace and no attributes. */
export function writeXml(root: string, content: XmlContent): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${writeElement([root, content])}`;
}

function writeElement([name, content]: XmlElement): string {
  const inner = Array.isArray(content) ? content.map(writeElement).join('') : escapeText(String(content));
  return `<${name}>${inner}</${name}>`;
}

function escapeText(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&${entityNames[character] ?? 'amp'};`);
}

const entityNames: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' };
const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  '#34': '"',
  '#x22': '"',
};

export type XmlNode = {
  readonly name: string;
  readonly children: readonly XmlNode[];
  /** Of an element without children. */
  readonly text: string;
};

const token = /<(\/?)([A-Za-z][\w.-]*)[^<>]*?(\/?)>|([^<]+)/gy;

/** Reads the elements of a small document; undefined when it is not well-formed, or is more than elements and text. */
export function readXml(document: string): XmlNode | undefined {
  const source = document.replace(/^\s*<\?xml[^?]*\?>\s*/, '').trim();
  const open: { name: string; children: XmlNode[]; text: string }[] = [{ name: '', children: [], text: '' }];
  let end = 0;
  for (const [whole, slash, name, isEmpty, text] of source.matchAll(token)) {
    end += whole.length;
    const parent = open.at(-1);
    if (parent === undefined) return undefined;
    if (text !== undefined) parent.text += text;
    else if (name === undefined) return undefined;
    else if (slash === '/') {
      const closed = open.pop();
      const outer = open.at(-1);
      if (closed?.name !== name || outer === undefined) return undefined;
      outer.children.push({ ...closed, text: decodeText(closed.text) });
    } else if (isEmpty === '/') parent.children.push({ name, children: [], text: '' });
    else open.push({ name, children: [], text: '' });
  }
  const [root, ...others] = open[0]?.children ?? [];
  return end === source.length && open.length === 1 && others.length === 0 ? root : undefined;
}

function decodeText(text: string): string {
  return text.trim().replace(/&(#?\w+);/g, (whole, name: string) => entities[name] ?? whole);
}
