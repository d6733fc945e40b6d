import * as pulumi from "@pulumi/pulumi";
import { type GroupTreeProject, GroupTreeTokens } from "pulumi-gitlab-deploy-tokens";

const group = new pulumi.Config().get("group");
if (group === undefined)
	throw new pulumi.RunError("Name the group by its full path or number: pulumi config set group my-group");

/** What a cluster takes as the pull secret of one project. */
function pullSecret({ project, set, key }: GroupTreeProject) {
	const [registry = ""] = project.registryImagePrefix?.split("/") ?? [];
	return {
		apiVersion: "v1",
		kind: "Secret",
		type: "kubernetes.io/dockerconfigjson",
		metadata: { name: `gitlab-registry-${project.id}` },
		stringData: { ".dockerconfigjson": set.token(key).dockerConfigJson(registry) },
	};
}

// In place of one pull user that reads every registry: a token for each project, which reads only its own.
export = async () => {
	const tree = await GroupTreeTokens.create(
		"pull",
		{ group, filter: ({ registryImagePrefix }) => registryImagePrefix !== undefined },
		{ scopes: ["read_registry"], expiresIn: "90d", rotateBefore: "30d", overlap: "7d", maxDeletions: "20%" },
	);
	return {
		pullSecrets: Object.fromEntries(tree.projects.map((each) => [each.project.path, pullSecret(each)])),
	};
};
