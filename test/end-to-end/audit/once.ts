/** Makes it when it is first asked for, and gives the same ever after: what several tests look at, and none changes. */
export const once = <Given, Made>(
  make: (given: Given) => Promise<Made>,
): ((given: Given) => Promise<Made>) => {
  let made: Promise<Made> | undefined;
  return (given) => {
    made ??= make(given);
    return made;
  };
};
