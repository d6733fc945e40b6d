import { describeClient } from "./describe-client";
import { ClientProgram } from "./foreign-client";

describeClient("python-gitlab", (url) => ClientProgram.start("python-gitlab", url));
