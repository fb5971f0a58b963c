/** Fills what stands in braces; what nobody gives stays as it is. */
export const fillText = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{(\w+)\}/g, (braced, name: string) => values[name] ?? braced);
