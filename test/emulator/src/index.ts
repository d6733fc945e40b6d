export { type DeployTokenRow, EmulatorControl } from "./client/emulator-control";
export { type EmulatorExit, EmulatorProcess, type RunningEmulatorProcess } from "./client/emulator-process";
export type { AccessLogEntry } from "./control/access-log";
export type { FaultDeclaration } from "./control/faults";
export { FixtureError } from "./fixture/fixture-error";
export type { Fixture } from "./fixture/schema";
export { type EmulatorOptions, type RunningEmulator, startEmulator } from "./server";
