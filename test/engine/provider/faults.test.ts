import { expect } from "chai";
import type { ErrorCode } from "pulumi-gitlab-deploy-tokens";
import type { FaultDeclaration } from "../../emulator/src/index";
import { asked } from "../harness/gitlab";
import { failureOf, type Made, type ProviderProcess } from "../harness/provider-process";
import type { ProviderError } from "../harness/rpc";
import { useProvider } from "../harness/use-provider";
import { CREDENTIALS, WORLD } from "../harness/world";

const DECLARED = { name: "pull", scopes: ["read_registry"], connection: "brief" };
const NEVER_MS = 60_000;
const CREATE_IN_5 = { method: "POST", path: "/projects/5/deploy_tokens" };

/**
 * How the response of GitLab or its proxy can be unusable, and the error of an operation that met it. That of a create
 * is that the token may exist, unless the response tells that it does not.
 */
const FAULTS: readonly [title: string, fault: FaultDeclaration, code: ErrorCode, createCode?: ErrorCode][] = [
	["with an HTML page of a proxy", { kind: "html", status: 502 }, "GITLAB_SERVER_ERROR"],
	["with an HTML page and a success status", { kind: "html", status: 200 }, "GITLAB_RESPONSE_UNREADABLE"],
	["with half a JSON document", { kind: "malformed" }, "GITLAB_RESPONSE_UNREADABLE"],
	["with an empty document", answer(200), "GITLAB_RESPONSE_UNREADABLE"],
	["with JSON of another shape", answer(200, '{"id":"x"}'), "GITLAB_RESPONSE_UNREADABLE"],
	[
		"with success and only a name",
		answer(201, '{"username":"a-name-in-the-response"}'),
		"GITLAB_RESPONSE_UNREADABLE",
	],
	["with its own error", answer(500, '{"message":"500 Internal Server Error"}'), "GITLAB_SERVER_ERROR"],
	["with nothing, and closes the connection", { kind: "drop-before" }, "GITLAB_UNREACHABLE"],
	["with nothing, ever", { kind: "delay", delayMs: NEVER_MS }, "GITLAB_TIMEOUT"],
	[
		"with a redirect to another host",
		{ kind: "status", status: 302, headers: { Location: "http://127.0.0.1:1/" } },
		"GITLAB_REDIRECTED",
		"GITLAB_REDIRECTED",
	],
	[
		"with an error of an unknown shape",
		answer(418, '{"error":{"a":[1]}}'),
		"GITLAB_UNEXPECTED_STATUS",
		"GITLAB_UNEXPECTED_STATUS",
	],
];

function answer(status: number, body?: string): FaultDeclaration {
	return { kind: "status", status, ...(body === undefined ? {} : { body }) };
}

interface Project {
	readonly id: number;
	readonly path: string;
}

/** A separate project for each fault, so that nothing of it is known, and a fault that was not met harms no other. */
const projectsFrom = (first: number): Project[] =>
	FAULTS.map((_, index) => ({ id: first + index, path: `grp/faulty-${first + index}` }));
const PROJECTS = projectsFrom(100);
const PROJECTS_TO_CREATE_IN = projectsFrom(200);
const WORLD_OF_FAULTS = {
	...WORLD,
	projects: [...WORLD.projects, ...PROJECTS, ...PROJECTS_TO_CREATE_IN],
};

/** A pattern for a project's address, by number or path. */
const endingIn = ({ id, path }: Project, end: string) =>
	`/projects/(${id}|${encodeURIComponent(path)})${end}`;

interface Operation {
	readonly name: string;
	/** The request that the fault meets, as verb and end of the path behind the project. */
	readonly method: "GET" | "POST" | "DELETE";
	readonly path: "$" | "/deploy_tokens";
	run(provider: ProviderProcess, made: Made, project: Project): Promise<unknown>;
}

const OPERATIONS: readonly Operation[] = [
	{
		name: "the search for the project",
		method: "GET",
		path: "$",
		run: (provider, _made, { path }) => provider.make({ ...DECLARED, project: path }),
	},
	{
		name: "diff",
		method: "GET",
		path: "/deploy_tokens",
		run: (provider, made, { id }) => provider.compare(made, { ...DECLARED, project: id }),
	},
	{ name: "read", method: "GET", path: "/deploy_tokens", run: (provider, made) => provider.read(made) },
	{
		name: "the read before delete",
		method: "GET",
		path: "/deploy_tokens",
		run: (provider, made) => provider.delete(made),
	},
	{
		name: "delete",
		method: "DELETE",
		path: "/deploy_tokens",
		run: (provider, made) => provider.delete(made),
	},
];

describe("a GitLab that responds", function () {
	this.timeout(180_000);
	const under = useProvider(
		(gitlab) => ({
			"brief:baseUrl": gitlab.url,
			"brief:token": CREDENTIALS.admin,
			"brief:requestTimeout": "1s",
			// What is repeated, and when, is shown by the client's own tests.
			"brief:retries": "0",
			"nobody:baseUrl": "http://127.0.0.1:1",
			"nobody:token": CREDENTIALS.admin,
			"nobody:retries": "0",
		}),
		{ fixture: WORLD_OF_FAULTS },
	);

	const meeting = async (fault: FaultDeclaration, run: () => Promise<unknown>): Promise<ProviderError> => {
		await under.gitlab.control.fault(fault);
		const failure = await failureOf(run());
		expect(await under.gitlab.faults(), "faults that were not met").to.deep.equal([]);
		return failure;
	};

	for (const [index, [title, fault, code]] of FAULTS.entries())
		describe(title, () => {
			const project = PROJECTS[index] as Project;

			for (const { name, method, path, run } of OPERATIONS) {
				// Half of a response comes after the execution.
				const done = method === "DELETE" && fault.kind === "malformed";
				it(`fails ${name} with ${code}${done ? "" : ", and changes nothing"}`, async () => {
					const made = await under.provider.make({ ...DECLARED, project: project.id });
					const before = await under.gitlab.tokens();
					const { message, initFailure } = await meeting(
						{ ...fault, method, path: endingIn(project, path) },
						() => run(under.provider, made, project),
					);
					expect(message).to.contain(`[${code}]`);
					expect(initFailure).to.equal(undefined);
					if (!done) expect(await under.gitlab.tokens()).to.deep.equal(before);
				});
			}
		});

	describe("to a create", () => {
		const failures = new Map<Project, ProviderError>();

		// All at once: after a lost response the client searches GitLab for ten seconds.
		before(async () => {
			const meet = async (project: Project, fault: FaultDeclaration) => {
				const path = endingIn(project, "/deploy_tokens");
				await under.gitlab.control.fault({ ...fault, method: "POST", path });
				const created = under.provider.make({ ...DECLARED, project: project.id });
				failures.set(project, await failureOf(created));
			};
			await Promise.all(
				FAULTS.map(([, fault], index) => meet(PROJECTS_TO_CREATE_IN[index] as Project, fault)),
			);
		});

		for (const [index, [title, , , createCode = "CREATE_UNCERTAIN"]] of FAULTS.entries())
			it(`${title}, fails it with ${createCode}, after one POST`, async () => {
				const project = PROJECTS_TO_CREATE_IN[index] as Project;
				const failure = failures.get(project);
				expect(failure?.message).to.contain(`[${createCode}]`).and.contain('"pull"');
				expect(failure?.message).to.not.contain("a-name-in-the-response");
				expect(failure?.initFailure).to.equal(undefined);
				const path = `POST /projects/${project.id}/deploy_tokens`;
				const posts = (await under.gitlab.requests()).filter((request) => asked(request) === path);
				// A request that GitLab has not responded to yet is not in its log.
				expect(posts).to.have.length.at.most(1);
			});
	});

	it("with 201, an ID and a secret to a create is accepted", async () => {
		const secret = "gldt-AAAAAAAAAAAAAAAAAAAA";
		const body = JSON.stringify({ id: 12_345, token: secret, expires_at: 7, scopes: null });
		await under.gitlab.control.fault({ ...CREATE_IN_5, ...answer(201, body) });
		const { id, properties } = await under.provider.make({ ...DECLARED, project: 5 });
		expect(id).to.equal("projects/5/deploy_tokens/12345");
		expect(properties).to.include({ token: secret, username: "gitlab+deploy-token-12345" });
	});

	describe("with 400 to a create", () => {
		it("fails with GitLab's message", async () => {
			const { message } = await failureOf(
				under.provider.make({ ...DECLARED, project: 5, scopes: ["read_nothing"] }),
			);
			expect(message).to.contain("scopes does not have a valid value").and.contain("[GITLAB_REJECTED]");
		});

		it("fails with GitLab's message without the credential where that contains it", async () => {
			const body = JSON.stringify({ message: `bad: ${CREDENTIALS.admin}!` });
			const fault = { ...CREATE_IN_5, ...answer(400, body) };
			const { message } = await meeting(fault, () => under.provider.make({ ...DECLARED, project: 5 }));
			expect(message).to.contain("bad: [redacted]!");
		});
	});

	it("with nothing, where the connection is refused, fails with what to check", async () => {
		const { message } = await failureOf(
			under.provider.make({ ...DECLARED, project: 5, connection: "nobody" }),
		);
		expect(message).to.contain("[GITLAB_UNREACHABLE]").and.contain("nobody:baseUrl");
	});
});
