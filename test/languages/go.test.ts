import { describeProgram } from "./harness";

describeProgram("go");
