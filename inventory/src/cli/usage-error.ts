/** A command line or configuration that cannot be used; ends with exit code 2. */
export class UsageError extends Error {}
