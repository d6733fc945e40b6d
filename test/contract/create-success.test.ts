import { expect } from "chai";
import { allScopes, type DeployToken, owners, plain, shownKeys } from "./deploy-token-routes";
import { create, expectResponse, ids, read, shown } from "./expectations";
import { itInWorld, itNeeds, send, useTarget } from "./target";
import { row, world } from "./world";

const secretShape = /^gldt-[A-Za-z0-9_-]{20}$/;

function inOneYear(): string {
	const date = new Date();
	date.setUTCFullYear(date.getUTCFullYear() + 1);
	date.setUTCMilliseconds(0);
	return date.toISOString();
}

describe("a successful create", () => {
	useTarget();

	for (const owner of owners) {
		for (const scope of allScopes)
			it(`${owner.kind}: creates a token with ${scope}`, async () => {
				const expiry = inOneYear();
				const response = await owner.create({
					name: "Foo",
					username: "Bar",
					scopes: [scope],
					expires_at: expiry,
				});
				const { id, token, ...rest } = read(response, 201);
				expect(rest).to.deep.include({ name: "Foo", username: "Bar", scopes: [scope] });
				expect(Date.parse(String(rest.expires_at))).to.equal(Date.parse(expiry));
				expect(id).to.be.a("number").above(0);
				expect(token).to.match(secretShape);
			});

		it(`${owner.kind}: generates a username and sets no expiry by default`, async () => {
			const { id, username, expires_at } = await create(owner, plain);
			expect(username).to.equal(`gitlab+deploy-token-${id}`);
			expect(expires_at).to.equal(null);
		});

		it(`${owner.kind}: returns the keys in GitLab's order, the secret last`, async () => {
			const response = await owner.create({ ...plain, expires_at: "2090-01-02T03:04:05.678Z" });
			const { id, token } = read(response, 201);
			expectResponse(response, 201, {
				id,
				name: "n",
				username: `gitlab+deploy-token-${id}`,
				expires_at: "2090-01-02T03:04:05.678Z",
				scopes: ["read_repository"],
				revoked: false,
				expired: false,
				token,
			});
		});

		it(`${owner.kind}: returns scopes in canonical order`, async () => {
			const some = await create(owner, { name: "n", scopes: ["write_virtual_registry", "read_repository"] });
			expect(some.scopes).to.deep.equal(["read_repository", "write_virtual_registry"]);
			const all = await create(owner, { name: "n", scopes: [...allScopes].reverse() });
			expect(all.scopes).to.deep.equal(allScopes);
			expectResponse(await owner.get(all.id), 200, shown(all));
		});

		it(`${owner.kind}: keeps a scope that is sent twice once`, async () => {
			const scopes = ["read_registry", "read_repository", "read_registry"];
			const made = await create(owner, { name: "n", scopes });
			expect(made.scopes).to.deep.equal(["read_repository", "read_registry"]);
		});

		it(`${owner.kind}: treats the name gitlab-deploy-token like any other, also when repeated`, async () => {
			const special = { ...plain, name: "gitlab-deploy-token" };
			const [first, second] = [await create(owner, special), await create(owner, special)];
			expect(second.id).to.be.above(first.id);
			expect(second.name).to.equal("gitlab-deploy-token");
		});

		it(`${owner.kind}: ignores unknown fields`, async () => {
			const made = await create(owner, { ...plain, description: "x", revoked: true, id: 1, token: "gldt-x" });
			expect(Object.keys(made)).to.deep.equal([...shownKeys, "token"]);
			expect(made).to.include({ revoked: false });
			expect(made.token).to.match(secretShape);
		});

		it(`${owner.kind}: reads the parameters from the query of a request without a body`, async () => {
			const query =
				"?name=n&scopes[]=read_registry&scopes[]=read_repository&username=u&expires_at=2090-01-01";
			const made = read(await owner.send("POST", query), 201);
			expect(made).to.deep.include({ name: "n", username: "u", expires_at: "2090-01-01T00:00:00.000Z" });
			expect(made.scopes).to.deep.equal(["read_repository", "read_registry"]);
		});

		it(`${owner.kind}: reads the parameters from a form`, async () => {
			const form = "name=a%20b+c&scopes[]=read_repository&username=u&expires_at=2090-01-01";
			const made = read(await owner.send("POST", "", { form }), 201);
			expect(made).to.deep.include({ name: "a b c", username: "u", expires_at: "2090-01-01T00:00:00.000Z" });
		});

		it(`${owner.kind}: reads the parameters from a multipart form`, async () => {
			const form = new FormData();
			for (const [field, value] of [
				["name", "a b"],
				["scopes[]", "read_registry"],
				["scopes[]", "read_repository"],
			] as const)
				form.append(field, value);
			const encoded = new Response(form);
			const type = encoded.headers.get("content-type") ?? "";
			const content = { type, body: Buffer.from(await encoded.arrayBuffer()) };
			const made = read(await owner.send("POST", "", { content }), 201);
			expect(made.name).to.equal("a b");
			expect(made.scopes).to.deep.equal(["read_repository", "read_registry"]);
		});

		it(`${owner.kind}: reads one parameter from the query and another from the body`, async () => {
			const made = read(await owner.send("POST", "?name=q", { json: { scopes: ["read_registry"] } }), 201);
			expect(made).to.deep.include({ name: "q", scopes: ["read_registry"] });
		});

		it(`${owner.kind}: accepts JSON whose content type names a charset`, async () => {
			const content = { type: "application/json; charset=utf-8", body: JSON.stringify(plain) };
			read(await owner.send("POST", "", { content }), 201);
		});

		it(`${owner.kind}: accepts a trailing slash`, async () => {
			const made = read(await owner.send("POST", "/", { json: plain }), 201);
			expectResponse(await owner.send("GET", "/"), 200, [shown(made)]);
			expectResponse(await owner.get(`${made.id}/`), 200, shown(made));
			expectResponse(await owner.remove(`${made.id}/`), 204, "");
		});

		it(`${owner.kind}: shows each secret once, and never the same one again`, async () => {
			const [first, second] = [await create(owner, plain), await create(owner, plain)];
			expect(first.token).not.to.equal(second.token);
			const seen = [await owner.list(), await owner.get(first.id), await owner.get(second.id)];
			for (const { text } of seen) {
				expect(text).not.to.contain(first.token).and.not.to.contain(second.token);
				expect(text).not.to.contain('"token"');
			}
		});

		it(`${owner.kind}: refuses the scope write_repository`, async () => {
			const response = await owner.create({ name: "n", scopes: ["write_repository"] });
			expectResponse(response, 400, { error: "scopes does not have a valid value" });
		});

		for (const [prefix, shape] of [
			["acme", /^acme-gldt-[A-Za-z0-9_-]{20}$/],
			["", secretShape],
			["gl", secretShape],
		] as const)
			itInWorld(
				world({ instance: { tokenPrefix: prefix } }),
				`${owner.kind}: the instance's prefix ${JSON.stringify(prefix)} gives ${shape}`,
				async () => {
					expect((await create(owner, plain)).token).to.match(shape);
				},
			);
	}

	it("assigns IDs from one sequence for all projects and groups", async () => {
		const [project, group] = owners;
		const made: DeployToken[] = [];
		for (const owner of [project, group, project, group]) made.push(await create(owner, plain));
		const given = made.map(({ id }) => id);
		expect(given).to.deep.equal([...new Set(given)].sort((a, b) => a - b));
	});

	it("assigns distinct IDs and secrets to simultaneous requests", async () => {
		const requests = Array.from({ length: 40 }, (_, index) => create(owners[index % 2 === 0 ? 0 : 1], plain));
		const made = await Promise.all(requests);
		expect(new Set(made.map(({ id }) => id)).size).to.equal(40);
		expect(new Set(made.map(({ token }) => token)).size).to.equal(40);
		const listed = ids(await owners[0].list("per_page=100"));
		expect(listed)
			.to.deep.equal([...listed].sort((a, b) => a - b))
			.and.to.have.length(20);
	});

	itInWorld(
		world({ deployTokens: [row(41, { group: "grp" })] }),
		"does not assign an ID of the fixture again",
		async () => {
			expect((await create(owners[0], plain)).id).to.be.above(41);
		},
	);

	itNeeds("admin", "is visible to an administrator, without the secret", async () => {
		const made = await create(owners[0], plain);
		const { text } = await send("GET", `/projects/${owners[0].place.id}/deploy_tokens`, { as: "admin" });
		expect(text).to.equal(JSON.stringify([shown(made)]));
	});
});
