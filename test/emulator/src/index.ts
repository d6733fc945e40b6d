export { FixtureError } from "./fixture/fixture-error";
export type { Fixture } from "./fixture/schema";
export { type EmulatorOptions, type RunningEmulator, startEmulator } from "./server";
