import { expect } from "chai";
import { group, plain, project } from "./deploy-token-routes";
import { exchange, type HttpResponse } from "./exchange";
import { create, expectIds, read } from "./expectations";
import { describeEmulator, target, useTarget } from "./target";

function page(path = "/"): Promise<HttpResponse> {
	return exchange(target().origin, { method: "GET", path, headers: { Accept: "text/html" } });
}

interface Form {
	action: string;
	fields: string;
	html: string;
}

function attribute(tag: string, name: string): string {
	return new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? "";
}

/** The page's forms that a browser would POST when Revoke is pressed. */
function revokeForms(html: string): Form[] {
	return [...html.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/g)]
		.map(([form]) => form)
		.filter((form) => /method="post"/i.test(form) && />\s*Revoke\s*</.test(form))
		.map((form) => {
			const fields = new URLSearchParams();
			for (const [tag] of form.matchAll(/<(?:input|button)\b[^>]*>/g)) {
				const name = attribute(tag, "name");
				if (name !== "") fields.append(name, attribute(tag, "value"));
			}
			return { action: attribute(form, "action"), fields: fields.toString(), html: form };
		});
}

async function press({ action, fields }: Form, headers: Record<string, string> = {}): Promise<HttpResponse> {
	return exchange(target().origin, {
		method: "POST",
		path: new URL(action, target().origin).pathname,
		headers: { "Content-Type": "application/x-www-form-urlencoded", ...headers },
		body: fields,
	});
}

describeEmulator("the emulator's page", () => {
	useTarget();

	it("the page shows the tokens by project and group, without secrets", async () => {
		const made = [
			await create(project, { ...plain, name: "of the project", expires_at: "2090-01-02" }),
			await create(group, { ...plain, name: "of the group" }),
		];
		const { status, headers, text } = await page();
		expect(status).to.equal(200);
		expect(headers["content-type"]).to.match(/^text\/html; charset=utf-8$/i);
		for (const shown of ["grp/proj", "of the project", "of the group", "2090-01-02", "read_repository"])
			expect(text).to.contain(shown);
		for (const { token } of made) expect(text).not.to.contain(token);
		expect(text).not.to.match(/gldt-|glpat-/);
	});

	it("the page revokes with a form, so that it works without scripts, and redirects back", async () => {
		const kept = await create(project, plain);
		const { id } = await create(project, plain);
		const forms = revokeForms((await page()).text);
		expect(forms).to.have.length(2);
		const form = forms.find(({ action, fields }) => `${action} ${fields}`.match(new RegExp(`\\b${id}\\b`)));
		if (form === undefined) throw new Error("no form names the token");
		const response = await press(form);
		expect([302, 303]).to.include(response.status);
		expect(new URL(String(response.headers.location), target().origin).pathname).to.equal("/");
		expect(read(await project.get(id))).to.include({ revoked: true });
		expectIds(await project.list("active=true"), [kept.id]);
		const after = await page();
		expect(revokeForms(after.text)).to.have.length(1);
		expect(after.text).to.match(/revoked/i);
	});

	it("the page's form cannot be sent from another site", async () => {
		const { id } = await create(project, plain);
		const [form] = revokeForms((await page()).text);
		if (form === undefined) throw new Error("no form");
		expect((await press(form, { Origin: "https://evil.example" })).status).to.equal(403);
		expect(read(await project.get(id)).revoked).to.equal(false);
	});

	it("the page escapes the tokens' names", async () => {
		await create(project, { ...plain, name: "<script>alert('a')</script>\"&" });
		const { text } = await page();
		expect(text).not.to.contain("<script>alert");
		expect(text).to.contain("&lt;script&gt;alert");
	});

	it("the page also shows an empty GitLab", async () => {
		const { status, text } = await page();
		expect(status).to.equal(200);
		expect(revokeForms(text)).to.deep.equal([]);
	});

	it("another page is a plain-text 404", async () => {
		expect((await page("/no-such-page")).status).to.equal(404);
	});
});
