import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import { strFromU8, unzipSync } from "fflate";
import { parseTar } from "nanotar";
import { parse as parseYaml } from "yaml";
import { basic, TOKENS, useEmulator } from "./fixture";

interface Metadata {
	readonly versions: Readonly<
		Record<string, { readonly dist: { readonly shasum: string; readonly tarball: string } }>
	>;
	readonly "dist-tags": object;
}

describe("package registries", () => {
	const emulator = useEmulator();
	const get = (path: string, headers: Record<string, string> = { "Deploy-Token": TOKENS.project }) =>
		fetch(path.startsWith("http") ? path : `${emulator.url}/api/v4/${path}`, { redirect: "manual", headers });
	const bytes = async (response: Response) => Buffer.from(await response.arrayBuffer());

	describe("npm", () => {
		for (const [level, path] of [
			["the project", "projects/5/packages/npm/@grp%2fwidget"],
			["the project by its path", "projects/grp%2Fsub%2Fproj/packages/npm/@grp%2fwidget"],
			["the instance", "packages/npm/@grp%2fwidget"],
		] as const)
			it(`has the versions of a package at the level of ${level}, each with its tarball`, async () => {
				const response = await get(path);
				expect(response.status).to.equal(200);
				const metadata = (await response.json()) as Metadata;
				expect(Object.keys(metadata)).to.deep.equal(["name", "versions", "dist-tags"]);
				expect(metadata["dist-tags"]).to.deep.equal({ latest: "1.1.0" });
				const { dist } = metadata.versions["1.1.0"] ?? expect.fail("no version 1.1.0");
				expect(dist.tarball).to.match(
					/\/api\/v4\/projects\/[57]\/packages\/npm\/@grp\/widget\/-\/@grp\/widget-1\.1\.0\.tgz$/,
				);
				const tarball = await bytes(await get(dist.tarball));
				expect(createHash("sha1").update(tarball).digest("hex")).to.equal(dist.shasum);
				const files = Object.fromEntries(parseTar(gunzipSync(tarball)).map(({ name, text }) => [name, text]));
				expect(JSON.parse(files["package/package.json"] ?? "")).to.deep.equal({
					name: "@grp/widget",
					version: "1.1.0",
				});
				expect(files["package/index.js"]).to.equal("module.exports = 2;\n");
			});

		it("forwards an unknown package, with and without credentials", async () => {
			for (const path of [
				"projects/5/packages/npm/left-pad",
				"packages/npm/left-pad",
				"projects/99/packages/npm/left-pad",
			]) {
				const response = await get(path, {});
				expect(response.status).to.equal(302);
				expect(response.headers.get("location")).to.equal("https://registry.npmjs.org/left-pad");
			}
		});

		it("hides the tarballs of a project that is not visible, with both keys of an error", async () => {
			const response = await get("projects/5/packages/npm/@grp/widget/-/@grp/widget-1.0.0.tgz", {});
			expect(response.status).to.equal(404);
			expect(await response.json()).to.deep.equal({
				message: "404 Project Not Found",
				error: "Project not found",
			});
		});
	});

	describe("PyPI", () => {
		it("has an index, the files of a package under any spelling of its name, and a wheel", async () => {
			const index = await (
				await get("projects/5/packages/pypi/simple/", basic(TOKENS.project, "any"))
			).text();
			expect(index).to.contain("/api/v4/projects/5/packages/pypi/simple/grp-widget");
			const response = await get("projects/5/packages/pypi/simple/GRP_widget/", basic(TOKENS.project));
			expect(response.headers.get("content-type")).to.equal("text/html; charset=utf-8");
			const page = await response.text();
			const [, url = "", digest] = /href="([^"#]+)#sha256=(\w+)"/.exec(page) ?? [];
			const wheel = await bytes(await get(url, basic(TOKENS.project)));
			expect(createHash("sha256").update(wheel).digest("hex")).to.equal(digest);
			const files = unzipSync(wheel);
			expect(strFromU8(files["grp_widget.py"] ?? new Uint8Array())).to.equal("answer = 42\n");
			expect(strFromU8(files["grp_widget-1.0.0.dist-info/METADATA"] ?? new Uint8Array())).to.contain(
				"Name: Grp.Widget\nVersion: 1.0.0\n",
			);
		});

		it("forwards an unknown package of a project that may be read", async () => {
			const response = await get("projects/5/packages/pypi/simple/requests/");
			expect(response.status).to.equal(302);
			expect(response.headers.get("location")).to.equal("https://pypi.org/simple/requests/");
			expect((await get("projects/5/packages/pypi/simple/requests/", {})).status).to.equal(401);
		});

		it("finds a file by its digest", async () => {
			const path = `projects/5/packages/pypi/files/${"0".repeat(64)}/grp_widget-1.0.0-py3-none-any.whl`;
			expect((await get(path)).status).to.equal(404);
		});
	});

	describe("generic packages", () => {
		it("are downloaded as attachments", async () => {
			const response = await get("projects/5/packages/generic/tool/2.0/sub/x.txt");
			expect(response.headers.get("content-disposition")).to.contain('filename="x.txt"');
			expect(await response.text()).to.equal("x\n");
		});

		it("respond with 404 if they do not exist", async () => {
			const response = await get("projects/5/packages/generic/tool/3.0/tool.txt");
			expect(response.status).to.equal(404);
			expect(await response.json()).to.deep.equal({ message: "404 Not found" });
		});
	});

	describe("PyPI, uploads", () => {
		const upload = (fields: Record<string, string>, fileName?: string) => {
			const body = new FormData();
			for (const [name, value] of Object.entries(fields)) body.set(name, value);
			if (fileName !== undefined) body.set("content", new Blob([Uint8Array.of(0, 255, 13, 10)]), fileName);
			const init = { method: "POST", headers: basic(TOKENS.writer), body };
			return fetch(`${emulator.url}/api/v4/projects/5/packages/pypi`, init);
		};

		it("are in the index, byte by byte, and refused a second time", async () => {
			const fields = { name: "Late.One", version: "1.0" };
			const created = await upload(fields, "late_one-1.0.tar.gz");
			expect(created.status).to.equal(201);
			expect(await created.json()).to.deep.equal({ message: "201 Created" });
			const page = await (await get("projects/5/packages/pypi/simple/late-one")).text();
			const [, url = ""] = /href="([^"#]+)#/.exec(page) ?? [];
			expect(await bytes(await get(url))).to.deep.equal(Buffer.of(0, 255, 13, 10));
			const again = await upload(fields, "late_one-1.0.tar.gz");
			expect(again.status).to.equal(400);
			expect(await again.json()).to.deep.equal({
				message: "400 Bad request - Validation failed: File name has already been taken",
			});
		});

		it("need a file, a name and a version", async () => {
			const refused = await upload({ name: "late" });
			expect(refused.status).to.equal(400);
			expect(await refused.json()).to.deep.equal({ error: "content is missing, version is missing" });
		});
	});

	describe("Maven", () => {
		const path = "projects/5/packages/maven/com/example/app";

		it("has the files of a version, with the digests that the client compares", async () => {
			const pom = await bytes(await get(`${path}/1.0.0/app-1.0.0.pom`));
			expect(pom.toString()).to.equal("<project/>\n");
			for (const digest of ["md5", "sha1"]) {
				const response = await get(`${path}/1.0.0/app-1.0.0.pom.${digest}`);
				expect(response.headers.get("content-type")).to.equal("text/plain");
				expect(await response.text()).to.equal(createHash(digest).update(pom).digest("hex"));
			}
		});

		it("distinguishes an unknown path from an unknown file", async () => {
			for (const [file, message] of [
				["2.0.0/app-2.0.0.pom", "404 Project Not Found"],
				["1.0.0/app-1.0.0.jar", "404 Package Not Found"],
			] as const) {
				const response = await get(`${path}/${file}`);
				expect(response.status).to.equal(404);
				expect(await response.json()).to.deep.equal({ message });
			}
		});
	});

	describe("Composer", () => {
		const registry = "group/7/-/packages/composer";
		const asGroup = basic(TOKENS.group);

		it("has the versions of a package, each with its archive", async () => {
			const root = (await (await get(`${registry}/packages.json`, asGroup)).json()) as object;
			expect(root).to.deep.equal({ packages: [], "metadata-url": `/api/v4/${registry}/p2/%package%.json` });
			const response = await get(`${registry}/p2/grp/widget.json`, asGroup);
			const { packages } = (await response.json()) as {
				packages: Record<string, Record<string, { dist: { url: string } }>>;
			};
			expect(Object.keys(packages["grp/widget"] ?? {})).to.deep.equal(["1.0.0", "1.1.0"]);
			const archive = await bytes(await get(packages["grp/widget"]?.["1.1.0"]?.dist.url ?? "", asGroup));
			const files = unzipSync(archive);
			expect(strFromU8(files["package/widget.php"] ?? new Uint8Array())).to.equal("<?php // 2\n");
			const manifest = strFromU8(files["package/composer.json"] ?? new Uint8Array());
			expect(JSON.parse(manifest)).to.deep.equal({ name: "grp/widget", version: "1.1.0" });
		});

		it("does not find a package or a commit that does not exist", async () => {
			for (const path of [
				`${registry}/p2/grp/none.json`,
				`projects/5/packages/composer/archives/grp/widget.zip?sha=${"0".repeat(40)}`,
			])
				expect((await get(path, asGroup)).status, path).to.equal(404);
		});
	});

	describe("Terraform modules", () => {
		const module = "packages/terraform/modules/v1/grp/widget/local";
		const asGroup = { Authorization: `Bearer ${TOKENS.group}` };

		it("name their versions, and a file by an address that works for five minutes", async () => {
			const versions = (await (await get(`${module}/versions`, asGroup)).json()) as {
				modules: { versions: { version: string }[]; source: string }[];
			};
			const [first] = versions.modules;
			// That of the public project below the group is there too.
			expect(first?.versions.map(({ version }) => version)).to.deep.equal(["1.0.0", "1.0.0"]);
			expect(first?.source).to.match(/\/grp\/sub\/proj$/);
			const download = await get(`${module}/1.0.0/download`, asGroup);
			expect(download.status).to.equal(204);
			const path = download.headers.get("x-terraform-get") ?? "";
			expect(path).to.match(/^\/api\/v4\/packages\/.*\/1\.0\.0\/file\?token=.+&archive=tgz$/);
			const fetchFile = () => get(`${emulator.url}${path}`, {});
			const archive = await bytes(await fetchFile());
			const [file] = parseTar(gunzipSync(archive));
			expect(file?.text).to.equal("# empty\n");
			await emulator.control("clock", { now: "2031-03-01T12:05:01Z" });
			expect((await fetchFile()).status).to.equal(401);
		});

		it("need a Bearer token, and the archive's address the one that GitLab put there", async () => {
			const refusals = [
				get(`${module}/versions`, basic(TOKENS.group)),
				get(`${module}/1.0.0/download`, { "Deploy-Token": TOKENS.group }),
				get(`${module}/1.0.0/file?token=${TOKENS.group}`, {}),
				get(`${module}/1.0.0/file`, {}),
			];
			for (const refusal of refusals) expect((await refusal).status).to.equal(401);
		});

		it("are not found in a version that does not exist", async () => {
			expect((await get(`${module}/2.0.0/download`, asGroup)).status).to.equal(404);
		});
	});

	describe("Helm", () => {
		const path = "projects/5/packages/helm";
		const asProject = basic(TOKENS.project);

		it("has an index of the charts in a channel, each with its archive", async () => {
			const response = await get(`${path}/stable/index.yaml`, asProject);
			expect(response.headers.get("content-type")).to.equal("text/yaml");
			const index = parseYaml(await response.text()) as {
				entries: Record<string, { version: string; digest: string; urls: string[] }[]>;
				serverInfo: object;
			};
			expect(index.serverInfo).to.deep.equal({ contextPath: `/api/v4/${path}` });
			expect(index.entries.widget?.map(({ version }) => version)).to.deep.equal(["1.0.0", "1.1.0"]);
			const { digest, urls } = index.entries.widget?.[1] ?? expect.fail("no version 1.1.0");
			expect(urls).to.deep.equal(["charts/widget-1.1.0.tgz"]);
			const archive = await bytes(await get(`${path}/stable/${urls[0]}`, asProject));
			expect(createHash("sha256").update(archive).digest("hex")).to.equal(digest);
			const files = Object.fromEntries(parseTar(gunzipSync(archive)).map(({ name, text }) => [name, text]));
			expect(parseYaml(files["widget/Chart.yaml"] ?? "")).to.include({ name: "widget", version: "1.1.0" });
			expect(files["widget/values.yaml"]).to.equal("replicas: 2\n");
		});

		it("has no charts in another channel", async () => {
			const index = await (await get(`${path}/nightly/index.yaml`, asProject)).text();
			expect(parseYaml(index)).to.have.property("entries").that.deep.equals({});
			for (const file of ["nightly/charts/widget-1.1.0.tgz", "stable/charts/widget-2.0.0.tgz"])
				expect((await get(`${path}/${file}`, asProject)).status, file).to.equal(404);
		});

		it("accepts Basic authentication only", async () => {
			for (const headers of [{ "Deploy-Token": TOKENS.project }, { "PRIVATE-TOKEN": "glpat-root-0000" }])
				expect((await get(`${path}/stable/index.yaml`, headers)).status).to.equal(401);
		});
	});

	describe("NuGet", () => {
		const path = "projects/5/packages/nuget";
		const asProject = basic(TOKENS.project);

		it("shows the addresses of its services without credentials", async () => {
			const response = await get(`${path}/index.json`, {});
			expect(response.status).to.equal(200);
			const { version, resources } = (await response.json()) as {
				version: string;
				resources: { "@id": string; "@type": string }[];
			};
			expect(version).to.equal("3.0.0");
			expect(resources.map((service) => service["@type"])).to.include.members([
				"PackageBaseAddress/3.0.0",
				"RegistrationsBaseUrl",
			]);
			for (const service of resources)
				expect(service["@id"]).to.match(/\/api\/v4\/projects\/5\/packages\/nuget/);
			expect((await get("projects/99/packages/nuget/index.json", {})).status).to.equal(404);
		});

		it("has the versions of a package under any spelling of its name, each with its archive", async () => {
			const versions = await get(`${path}/download/grp.WIDGET/index.json`, asProject);
			expect(await versions.json()).to.deep.equal({ versions: ["1.0.0", "1.1.0"] });
			const registration = (await (
				await get(`${path}/metadata/grp.widget/index.json`, asProject)
			).json()) as {
				items: { upper: string; items: { catalogEntry: { id: string; packageContent: string } }[] }[];
			};
			expect(registration.items[0]).to.include({ lower: "1.0.0", upper: "1.1.0", count: 2 });
			const { id, packageContent } =
				registration.items[0]?.items[1]?.catalogEntry ?? expect.fail("no version 1.1.0");
			expect(id).to.equal("Grp.Widget");
			expect(packageContent).to.match(/\/download\/Grp\.Widget\/1\.1\.0\/grp\.widget\.1\.1\.0\.nupkg$/);
			const files = unzipSync(await bytes(await get(packageContent, asProject)));
			expect(strFromU8(files["content/readme.txt"] ?? new Uint8Array())).to.equal("two\n");
			const manifest = strFromU8(files["Grp.Widget.nuspec"] ?? new Uint8Array());
			expect(manifest).to.contain("<id>Grp.Widget</id>").and.contain("<version>1.1.0</version>");
			const one = await get(`${path}/metadata/grp.widget/1.1.0.json`, asProject);
			expect(await one.json()).to.deep.equal(registration.items[0]?.items[1]);
		});

		it("does not find a package or a version that does not exist, nor a project by its path", async () => {
			for (const [file, message] of [
				["metadata/none/index.json", "404 Packages Not Found"],
				["metadata/grp.widget/2.0.0.json", "404 Package Not Found"],
				["download/grp.widget/1.1.0/other.1.1.0.nupkg", "404 Package Not Found"],
			] as const) {
				const response = await get(`${path}/${file}`, asProject);
				expect(response.status).to.equal(404);
				expect(await response.json()).to.deep.equal({ message });
			}
			const response = await get("projects/grp%2Fsub%2Fproj/packages/nuget/index.json", asProject);
			expect(response.status).to.equal(400);
			expect(await response.json()).to.deep.equal({ error: "id is invalid" });
		});
	});

	for (const [title, headers, status] of [
		["a guest, who sees the project", { "PRIVATE-TOKEN": "glpat-guest-0000" }, 403],
		["an administrator", { "PRIVATE-TOKEN": "glpat-root-0000" }, 200],
	] as const)
		it(`respond to ${title} with ${status}`, async () => {
			for (const path of ["npm/@grp%2fwidget", "pypi/simple", "generic/tool/2.0/tool.txt"])
				expect((await get(`projects/5/packages/${path}`, headers)).status).to.equal(status);
		});

	it("are replaced by a control request, which is refused for groups", async () => {
		const packages = [{ type: "generic", name: "late", files: { "a.txt": "a" } }];
		expect((await emulator.control("projects/6", { packages })).status).to.equal(204);
		const response = await get("projects/6/packages/generic/late/1.0.0/a.txt", {
			"Deploy-Token": TOKENS.otherProject,
		});
		expect(await response.text()).to.equal("a");
		const refused = await emulator.control("groups/7", { packages });
		expect(refused.status).to.equal(400);
		expect(await refused.json()).to.deep.equal({ error: "packages: a group has no such property" });
	});

	it("refuse files outside of a package", async () => {
		for (const path of ["../x", "/etc/x", "a/../../x", ".git/config", ""]) {
			const refused = await emulator.control("projects/6", { repository: { files: { [path]: "" } } });
			expect(refused.status, path).to.equal(400);
		}
	});
});
