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

/** How the response of GitLab or its proxy can be unusable; `createCode` is the error of a POST that met it. */
const FAULTS: readonly { title: string; fault: FaultDeclaration; code: ErrorCode; createCode?: ErrorCode }[] =
	[
		{
			title: "with an HTML page of a proxy",
			fault: { kind: "html", status: 502 },
			code: "GITLAB_SERVER_ERROR",
			createCode: "CREATE_UNCERTAIN",
		},
		{
			title: "with an HTML page and a success status",
			fault: { kind: "html", status: 200 },
			code: "GITLAB_RESPONSE_UNREADABLE",
			createCode: "CREATE_UNCERTAIN",
		},
		{
			title: "with half a JSON document",
			fault: { kind: "malformed" },
			code: "GITLAB_RESPONSE_UNREADABLE",
			createCode: "CREATE_UNCERTAIN",
		},
		{
			title: "with an empty document",
			fault: { kind: "status", status: 200 },
			code: "GITLAB_RESPONSE_UNREADABLE",
			createCode: "CREATE_UNCERTAIN",
		},
		{
			title: "with JSON of another shape",
			fault: { kind: "status", status: 200, body: '{"id":"x"}' },
			code: "GITLAB_RESPONSE_UNREADABLE",
			createCode: "CREATE_UNCERTAIN",
		},
		{
			title: "with success and only a name",
			fault: { kind: "status", status: 201, body: '{"username":"a-name-in-the-response"}' },
			code: "GITLAB_RESPONSE_UNREADABLE",
			createCode: "CREATE_UNCERTAIN",
		},
		{
			title: "with its own error",
			fault: { kind: "status", status: 500, body: '{"message":"500 Internal Server Error"}' },
			code: "GITLAB_SERVER_ERROR",
			createCode: "CREATE_UNCERTAIN",
		},
		{
			title: "with nothing, and closes the connection",
			fault: { kind: "drop-before" },
			code: "GITLAB_UNREACHABLE",
			createCode: "CREATE_UNCERTAIN",
		},
		{
			title: "with nothing, ever",
			fault: { kind: "delay", delayMs: NEVER_MS },
			code: "GITLAB_TIMEOUT",
			createCode: "CREATE_UNCERTAIN",
		},
		{
			title: "with a redirect to another host",
			fault: { kind: "status", status: 302, headers: { Location: "http://127.0.0.1:1/" } },
			code: "GITLAB_REDIRECTED",
		},
		{
			title: "with an error of an unknown shape",
			fault: { kind: "status", status: 418, body: '{"error":{"a":[1]}}' },
			code: "GITLAB_UNEXPECTED_STATUS",
		},
	];

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
	{
		name: "read",
		method: "GET",
		path: "/deploy_tokens",
		run: (provider, made) => provider.read(made),
	},
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
		WORLD_OF_FAULTS,
	);

	const meeting = async (fault: FaultDeclaration, run: () => Promise<unknown>): Promise<ProviderError> => {
		await under.gitlab.control.fault(fault);
		const failure = await failureOf(run());
		expect(await under.gitlab.faults(), "faults that were not met").to.deep.equal([]);
		return failure;
	};

	for (const [index, { title, fault, code }] of FAULTS.entries())
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
				await under.gitlab.control.fault({
					...fault,
					method: "POST",
					path: endingIn(project, "/deploy_tokens"),
				});
				const created = under.provider.make({ ...DECLARED, project: project.id });
				failures.set(project, await failureOf(created));
			};
			await Promise.all(
				FAULTS.map(({ fault }, index) => meet(PROJECTS_TO_CREATE_IN[index] as Project, fault)),
			);
		});

		for (const [index, { title, code, createCode = code }] of FAULTS.entries())
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
		await under.gitlab.control.fault({
			method: "POST",
			path: "/projects/5/deploy_tokens",
			kind: "status",
			status: 201,
			body: JSON.stringify({ id: 12_345, token: secret, expires_at: 7, scopes: null }),
		});
		const { id, properties } = await under.provider.make({ ...DECLARED, project: 5 });
		expect(id).to.equal("projects/5/deploy_tokens/12345");
		expect(properties).to.include({ token: secret, username: "gitlab+deploy-token-12345" });
	});

	describe("with 400 to a create", () => {
		const refused = {
			method: "POST",
			path: "/projects/5/deploy_tokens",
			kind: "status" as const,
			status: 400,
		};

		it("fails with GitLab's message", async () => {
			const { message } = await failureOf(
				under.provider.make({ ...DECLARED, project: 5, scopes: ["read_nothing"] }),
			);
			expect(message).to.contain("scopes does not have a valid value").and.contain("[GITLAB_REJECTED]");
		});

		it("fails with GitLab's message without the credential where that contains it", async () => {
			const fault = { ...refused, body: JSON.stringify({ message: `bad: ${CREDENTIALS.admin}!` }) };
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
