import { DeployToken } from "pulumi-gitlab-deploy-tokens";

new DeployToken("token-0", { project: "acme/project-1", scopes: ["read_registry"] });
