/** Epoch milliseconds of the present moment; anything that gives them can stand in for the system clock. */
export type Now = () => number;
