type Catalogue = { readonly [key: string]: string | Catalogue };

const lookUp = (catalogue: Catalogue, path: string): string | undefined => {
  const found = path
    .split('.')
    .reduce<string | Catalogue | undefined>(
      (group, key) => (typeof group === 'object' ? group[key] : undefined),
      catalogue,
    );
  return typeof found === 'string' ? found : undefined;
};

/**
 * Finds and fills a text as i18next would: `group.key`, `key_one` and `key_other` by the `count`, values for `{{name}}`.
 * That much of it is all that the widget needs, and the whole of it would be a third of the script (15 of 45 KB gzipped).
 * A key that there is not is its own text.
 */
export const createTranslate = (catalogue: Catalogue, locale: string) => {
  const plurals = new Intl.PluralRules(locale);
  return (key: string, values: Readonly<Record<string, string | number>> = {}): string => {
    const { count } = values;
    const plural =
      typeof count === 'number' ? lookUp(catalogue, `${key}_${plurals.select(count)}`) : undefined;
    const text = plural ?? lookUp(catalogue, key) ?? lookUp(catalogue, `${key}_other`) ?? key;
    return text.replace(/\{\{(\w+)\}\}/g, (hole, name: string) => String(values[name] ?? hole));
  };
};
