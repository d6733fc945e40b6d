import { describeProgram } from "./harness";

describeProgram("typescript");
