/**
 * Runs one `task` per name at a time: whoever asks while it runs gets the same answer or the same failure. Nothing is kept
 * afterwards, so a failure is not remembered and one name never waits for another.
 */
export const createSingleFlight = <Answer>() => {
  const flights = new Map<string, Promise<Answer>>();

  return (name: string, task: () => Promise<Answer>): Promise<Answer> => {
    const flying = flights.get(name);
    if (flying) return flying;
    const flight = task().finally(() => flights.delete(name));
    flights.set(name, flight);
    return flight;
  };
};
