import { describeClient } from "./describe-client";
import { ClientProgram } from "./foreign-client";

describeClient("gitlab.com/gitlab-org/api/client-go", (url) => ClientProgram.start("client-go", url));
