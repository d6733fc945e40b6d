import { join } from "node:path";
import { PolicyPack } from "@pulumi/policy";
import { policies } from "./policies";

// PolicyPack takes its version from the manifest in the working directory, which is the program's for an executable.
process.chdir(join(__dirname, "../../.."));
new PolicyPack("gitlab-deploy-tokens", {
	description: "Policies for GitLab deploy tokens",
	policies: policies(),
});
