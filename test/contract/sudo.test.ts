import { group, plain, project } from "./deploy-token-routes";
import {
	create,
	expectAnswer,
	expectIds,
	expectRefused,
	forbidden,
	insufficientScope,
	projectNotFound,
	read,
} from "./expectations";
import { type Ask, control, needs, send, useTarget } from "./target";
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
	const sudo = (title: string, run: () => Promise<void>) =>
		it(
			title,
			needs("control", async () => {
				await control().reset(withSudo);
				await run();
			}),
		);
	const asUser = (user: string): Ask => ({ token: sudoToken, headers: { Sudo: user } });

	sudo("160. is refused to everyone but administrators", async () => {
		for (const token of ["glpat-dev-sudo", "glpat-of-maint", "glpat-of-owner"])
			await expectRefused(() => project.list("", { token, headers: { Sudo: "maint" } }), 403, mustBeAdmin);
		await expectRefused(() => project.list("sudo=maint", { as: "maint" }), 403, mustBeAdmin);
	});

	sudo("161. acts as that user: a maintainer may, a developer may not, a stranger sees nothing", async () => {
		const { id } = read(await project.create(plain, asUser("maint")), 201);
		expectIds(await project.list("", asUser("maint")), [id]);
		await expectRefused(() => project.list("", asUser("dev")), 403, forbidden);
		await expectRefused(() => project.create(plain, asUser("stranger")), 404, projectNotFound);
		await expectRefused(() => group.create(plain, asUser("maint")), 403, forbidden);
		await expectRefused(() => send("GET", "/deploy_tokens", asUser("owner")), 403, forbidden);
		expectAnswer(await project.remove(id, asUser("maint")), 204, "");
	});

	sudo("161. takes a user id, and a parameter instead of the header", async () => {
		const { id } = await create(project, plain);
		expectIds(await project.list("", asUser("5")), [id]);
		expectIds(await project.list("sudo=maint", { token: sudoToken }), [id]);
		expectIds(await project.list("sudo=5", { token: sudoToken }), [id]);
		await expectRefused(() => project.list("sudo=4", { token: sudoToken }), 403, forbidden);
		const form = "name=n&scopes[]=read_repository&sudo=dev";
		await expectRefused(() => project.send("POST", "", { token: sudoToken, form }), 403, forbidden);
	});

	sudo("§8 asks an administrator's token for the scope sudo", async () => {
		const ask = () => project.list("", { as: "admin", headers: { Sudo: "maint" } });
		await expectRefused(ask, 403, { ...insufficientScope, scope: "sudo" });
	});

	sudo("§8 answers 404 for a user that does not exist", async () => {
		for (const name of ["nobody", "123"])
			await expectRefused(() => project.list("", asUser(name)), 404, {
				message: `404 User with ID or username '${name}' Not Found`,
			});
	});

	sudo("§7 is looked at before the project", async () => {
		const route = "/projects/999/deploy_tokens";
		const ask = () => send("GET", route, { as: "maint", headers: { Sudo: "dev" } });
		await expectRefused(ask, 403, mustBeAdmin);
		await expectRefused(() => send("GET", route, asUser("nobody")), 404, {
			message: "404 User with ID or username 'nobody' Not Found",
		});
	});

	sudo("§7 is looked at before the scope of the token", async () => {
		const headers = { Sudo: "dev" };
		const ask = () => project.create(plain, { token: "glpat-maint-read-only", headers });
		await expectRefused(ask, 403, mustBeAdmin);
	});

	sudo("§7 is looked at after the parameters and after the token", async () => {
		const headers = { Sudo: "dev" };
		await expectRefused(() => project.create({}, { as: "maint", headers }), 400, {
			error: "name is missing, scopes is missing",
		});
		await expectRefused(() => project.list("", { token: "glpat-unknown", headers }), 401, {
			message: "401 Unauthorized",
		});
	});
});
