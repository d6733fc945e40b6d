/** A state file that cannot be used; the message says why, as the end of a sentence, and quotes no value of it. */
export class UnreadableState extends Error {}
