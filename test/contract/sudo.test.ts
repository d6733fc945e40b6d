import { group, plain, project } from "./deploy-token-routes";
import {
	create,
	expectIds,
	expectRefused,
	expectResponse,
	forbidden,
	insufficientScope,
	projectNotFound,
	read,
} from "./expectations";
import { itInWorld, type RequestOptions, send, useTarget } from "./target";
import { world } from "./world";

const mustBeAdmin = { message: "403 Forbidden - Must be admin to use sudo" };
const sudoToken = "glpat-sudo";
const withSudo = world({
	accessTokens: {
		admin: [{ token: sudoToken, scopes: ["api", "sudo"] }],
		dev: [{ token: "glpat-dev-sudo", scopes: ["api", "sudo"] }],
		maint: [{ token: "glpat-maint-read-only", scopes: ["read_api"] }],
	},
});

describe("sudo", () => {
	useTarget();
	const sudo = (title: string, run: () => Promise<void>) => itInWorld(withSudo, title, run);
	const asUser = (user: string): RequestOptions => ({ token: sudoToken, headers: { Sudo: user } });

	sudo("is refused to everyone but administrators", async () => {
		for (const token of ["glpat-dev-sudo", "glpat-of-maint", "glpat-of-owner"])
			await expectRefused(() => project.list("", { token, headers: { Sudo: "maint" } }), 403, mustBeAdmin);
		await expectRefused(() => project.list("sudo=maint", { as: "maint" }), 403, mustBeAdmin);
	});

	sudo("acts as that user: a maintainer may, a developer may not, a stranger sees nothing", async () => {
		const { id } = read(await project.create(plain, asUser("maint")), 201);
		expectIds(await project.list("", asUser("maint")), [id]);
		await expectRefused(() => project.list("", asUser("dev")), 403, forbidden);
		await expectRefused(() => project.create(plain, asUser("stranger")), 404, projectNotFound);
		await expectRefused(() => group.create(plain, asUser("maint")), 403, forbidden);
		await expectRefused(() => send("GET", "/deploy_tokens", asUser("owner")), 403, forbidden);
		expectResponse(await project.remove(id, asUser("maint")), 204, "");
	});

	sudo("accepts a user ID, and a parameter instead of the header", async () => {
		const { id } = await create(project, plain);
		expectIds(await project.list("", asUser("5")), [id]);
		expectIds(await project.list("sudo=maint", { token: sudoToken }), [id]);
		expectIds(await project.list("sudo=5", { token: sudoToken }), [id]);
		await expectRefused(() => project.list("sudo=4", { token: sudoToken }), 403, forbidden);
		const form = "name=n&scopes[]=read_repository&sudo=dev";
		await expectRefused(() => project.send("POST", "", { token: sudoToken, form }), 403, forbidden);
	});

	sudo("requires the scope sudo of an administrator's token", async () => {
		const request = () => project.list("", { as: "admin", headers: { Sudo: "maint" } });
		await expectRefused(request, 403, { ...insufficientScope, scope: "sudo" });
	});

	sudo("responds with 404 for a user that does not exist", async () => {
		for (const name of ["nobody", "123"])
			await expectRefused(() => project.list("", asUser(name)), 404, {
				message: `404 User with ID or username '${name}' Not Found`,
			});
	});

	sudo("is checked before the project", async () => {
		const route = "/projects/999/deploy_tokens";
		const request = () => send("GET", route, { as: "maint", headers: { Sudo: "dev" } });
		await expectRefused(request, 403, mustBeAdmin);
		await expectRefused(() => send("GET", route, asUser("nobody")), 404, {
			message: "404 User with ID or username 'nobody' Not Found",
		});
	});

	sudo("is checked before the scope of the token", async () => {
		const headers = { Sudo: "dev" };
		const request = () => project.create(plain, { token: "glpat-maint-read-only", headers });
		await expectRefused(request, 403, mustBeAdmin);
	});

	sudo("is checked after the parameters and the token", async () => {
		const headers = { Sudo: "dev" };
		await expectRefused(() => project.create({}, { as: "maint", headers }), 400, {
			error: "name is missing, scopes is missing",
		});
		await expectRefused(() => project.list("", { token: "glpat-unknown", headers }), 401, {
			message: "401 Unauthorized",
		});
	});
});
