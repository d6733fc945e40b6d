import { join } from "node:path";
import { PolicyPack } from "@pulumi/policy";
import { policies } from "./policies";

// PolicyPack reads its version from the manifest in the working directory; an executable starts in the program's.
process.chdir(join(__dirname, "../../.."));
new PolicyPack("gitlab-deploy-tokens", {
	description: "Policies for GitLab deploy tokens",
	policies: policies(),
});
