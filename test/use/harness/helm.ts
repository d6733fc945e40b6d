import { usernamePassword } from "../../../provider/model/formats/basic";
import type { PackageManager } from "./package-managers";

export const HELM: PackageManager = {
	name: "helm",
	format: "usernamePassword",
	command: "`helm repo add --username … --password-stdin` and `helm pull`",
	run: async ({ place, credentials, url }) => {
		const { username, password } = usernamePassword(credentials);
		const repository = `${url}/api/v4/projects/5/packages/helm/stable`;
		const args = ["repo", "add", "gitlab", repository, "--username", username, "--password-stdin"];
		const added = await place.run("helm", args, {}, password);
		if (added.code !== 0) return added;
		return place.run("helm", ["pull", "gitlab/widget", "--version", "1.0.0", "--untar"]);
	},
	refusal: /: 401 Unauthorized/,
	file: "widget/hello.txt",
};
