import { describeProgram } from "./harness";

describeProgram("python");
