/** Returns the current time in epoch milliseconds; a substitute for the system clock. */
export type Now = () => number;
