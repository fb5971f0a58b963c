/** A pattern with `*` (any run of characters) and `?` (exactly one) as a test of the whole text; case counts. */
export function compileGlob(pattern: string): RegExp {
  const source = pattern
    .replace(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replace(/\*+/g, '[\\s\\S]*')
    .replace(/\?/g, '[\\s\\S]');
  return new RegExp(`^${source}$`);
}

/** The six parts of an ARN compared one by one, so that a `*` in one part never reaches into the next. */
export function compileArnGlob(pattern: string): (arn: string) => boolean {
  const parts = splitArn(pattern).map(compileGlob);
  return (arn) => {
    const values = splitArn(arn);
    return values.length === parts.length && parts.every((part, index) => part.test(values[index] ?? ''));
  };
}

/** The first `${…}` of a text, if it has one. */
export function findVariable(text: string): string | undefined {
  return /\$\{[^}]*\}?/.exec(text)?.[0];
}

function splitArn(arn: string): readonly string[] {
  const parts = arn.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}
