import { DeployToken } from "pulumi-gitlab-deploy-tokens";
import { group, project } from "./owners";

// A project's token, with which a cluster pulls images.
const pull = new DeployToken("pull", { project, scopes: ["read_registry"] });

// A group's token, which reads the repositories of every project below the group.
const mirror = new DeployToken("mirror", { group, scopes: ["read_repository"], username: "mirror" });

export const dockerConfig = pull.credentials.dockerConfigJson("registry.example.com");
export const mirrorAuth = mirror.credentials.basicAuth();
