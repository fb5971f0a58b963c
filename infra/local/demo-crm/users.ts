/** Who may sign in to the demo CRM. A real one knows its users from its own sign-in. */
export const crmUsers = [
  { id: 'ada', name: 'Ada' },
  { id: 'grace', name: 'Grace' },
] as const;

export type CrmUser = (typeof crmUsers)[number];

/** The user with this id; undefined when there is none. */
export const findUser = (id: unknown): CrmUser | undefined => crmUsers.find((user) => user.id === id);
