export type Child = Node | string | undefined;
export type Attributes = Readonly<Record<string, string | undefined>>;

/**
 * A new element. Text is only ever text: nothing given here is read as HTML, and an attribute that is undefined is
 * left out.
 */
export const element = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
};

/** A button that does what it says when it is pressed. */
export const button = (
  label: string,
  onPress: () => void,
  attributes: Attributes = {},
): HTMLButtonElement => {
  const made = element('button', { type: 'button', ...attributes }, label);
  made.addEventListener('click', onPress);
  return made;
};

/** The page's element with this id. Throws when the page has none. */
export const findById = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no element #${id}.`);
  return found;
};
