/** What stands for the picture of an account when there is none. */
export const initialOf = (name: string): string => [...name.replace('@', '')][0]?.toUpperCase() ?? '?';
