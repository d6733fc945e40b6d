import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { DeployToken } from "pulumi-gitlab-deploy-tokens";

const config = new pulumi.Config();
const projectId = config.get("projectId");
if (projectId === undefined)
	throw new pulumi.RunError("Name the project by its number: pulumi config set projectId 123");

// Stands in for `new gitlab.Project(…)` of @pulumi/gitlab, whose `id` has this very type: a number as text.
const project: { id: pulumi.Output<string> } = { id: pulumi.output(projectId) };

const pull = new DeployToken("pull", { project: project.id, scopes: ["read_registry"] });

const pullSecret = new k8s.core.v1.Secret("gitlab-registry", {
	metadata: { name: "gitlab-registry", namespace: config.get("namespace") ?? "default" },
	type: "kubernetes.io/dockerconfigjson",
	stringData: {
		".dockerconfigjson": pull.credentials.dockerConfigJson(config.get("registry") ?? "registry.gitlab.com"),
	},
});

/** What a pod names in `imagePullSecrets`. */
export const imagePullSecret = pullSecret.metadata.name;
