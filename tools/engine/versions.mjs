// @ts-check
// Without imports: it is also read where no packages are installed yet.

/** The oldest engine that the project works with. */
export const MINIMUM_VERSION = "3.200.0";

/** The engine that is downloaded or built by default. */
export const DEFAULT_VERSION = "3.274.1";
