/** What a module reads from: `process.env` in a function, a plain object in a test. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The value of a variable that must be there. Throws a plain sentence naming it, so a wrong deployment says why. */
export const requireVariable = (environment: Environment, name: string): string => {
  const value = environment[name];
  if (value === undefined || value === '') {
    throw new Error(
      `The environment variable ${name} is not set. The stack sets it from what the contract row uses.`,
    );
  }
  return value;
};

/** The value of a variable that may be left out or empty. */
export const optionalVariable = (environment: Environment, name: string): string | undefined =>
  environment[name] || undefined;

/** A variable that is a whole number, or `fallback` when it is not set. Throws on anything else. */
export const numberVariable = (environment: Environment, name: string, fallback: number): number => {
  const text = optionalVariable(environment, name);
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!Number.isSafeInteger(value))
    throw new Error(`The environment variable ${name} must be a whole number, not "${text}".`);
  return value;
};
