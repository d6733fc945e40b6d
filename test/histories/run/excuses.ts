/**
 * Records that something looks wrong and is not reported, and why. Excuses are counted and shown: one that is used
 * too often hides faults.
 *
 * @returns `true`, so that it can follow the condition.
 */
export type Excuse = (why: string) => true;
