/** A line of a stack trace. */
export const TRACE = /^\s+at .*(:\d+:\d+|\(<anonymous>\)|node:)/m;
