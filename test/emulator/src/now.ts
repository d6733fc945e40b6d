/** Epoch milliseconds of the current time; a substitute for the system clock can be passed. */
export type Now = () => number;
