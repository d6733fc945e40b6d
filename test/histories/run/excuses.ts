/**
 * Notes that something looks wrong and is not called so, and why. Excuses are counted and shown: one that serves too
 * often hides faults.
 *
 * @returns `true`, so that it can stand behind the condition.
 */
export type Excuse = (why: string) => true;
