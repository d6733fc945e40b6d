import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type Import, importsOf, ROOT, type SourceFile, sourceFiles } from "./source-files";

/** Whose values and types a folder of `provider/` may take; `index.ts` is the folder `""`. */
const LOCAL: Readonly<Record<string, readonly string[]>> = {
	"": ["pulumi", "model", "api"],
	pulumi: ["pulumi", "model", "api"],
	plugin: ["plugin", "runtime", "model", "api"],
	testing: ["testing", "pulumi", "model", "api"],
	runtime: ["runtime", "model", "api"],
	model: ["model", "api"],
	api: ["api"],
};

/** The files of `api/` whose values `model/` may use: they hold no I/O and read no settings. */
const PURE_API = ["api/connection-name", "api/duration", "api/errors", "api/error-codes", "api/owner"];

/** Packages that a folder may take values of. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
	"": [],
	pulumi: ["@pulumi/pulumi"],
	// Of the SDK only its messages: a plugin that loaded it whole would start slowly.
	plugin: ["node:", "@pulumi/pulumi", "pulumi-gitlab-deploy-tokens"],
	testing: ["node:"],
	runtime: ["node:"],
	model: ["node:", "zod", "fastest-levenshtein"],
	api: ["node:", "undici", "zod", "proxy-from-env", "pulumi-gitlab-deploy-tokens"],
};

/** The rooms of `runtime/` and `model/`, from the bottom up; files outside the rooms are named. */
const ROOMS = [
	["runtime/boundary", "model/values", "model/formats"],
	["runtime/process", "model/token"],
	["runtime/context", "runtime/operation", "model/set"],
	["runtime/token"],
	["runtime/set"],
	["runtime/index"],
];

const levelOf = (path: string) => ROOMS.findIndex((rooms) => rooms.some((room) => path.startsWith(room)));

/** The room a file is in; `context` and `operation` count as one, next to the folders. */
const roomOf = (path: string) => {
	const beside = ["runtime/context", "runtime/operation"].some((file) => path.startsWith(file));
	return beside ? "runtime/operation" : path.split("/").slice(0, 2).join("/").replace(/\.ts$/, "");
};

/** Most arrows from room to room: one more is a new dependency, to be thought about. */
const MOST_ARROWS: Readonly<Record<string, number>> = { runtime: 15, model: 5 };

const areaOf = (path: string) => (path.includes("/") ? path.split("/")[0] : "");

function wrong(file: SourceFile, { target, local, value }: Import): boolean {
	if (!local) {
		if (!value && target === "@pulumi/pulumi" && ["runtime", "testing"].includes(file.area)) return false;
		return !PACKAGES[file.area]?.includes(target);
	}
	if (!LOCAL[file.area]?.includes(areaOf(target) ?? "")) return true;
	return file.area === "model" && value && areaOf(target) === "api" && !PURE_API.includes(target);
}

describe("imports of the package", () => {
	const files = sourceFiles();

	it("are found", () => {
		expect(files.map(({ path }) => path)).to.include.members([
			"index.ts",
			"api/client.ts",
			"runtime/index.ts",
		]);
		expect(files.flatMap(importsOf).length).to.be.greaterThan(files.length);
	});

	it("go one way: pulumi and runtime to model and api, model to types and pure files of api", () => {
		const forbidden = files.flatMap((file) =>
			importsOf(file)
				.filter((imported) => wrong(file, imported))
				.map(({ target, value }) => `${file.path} takes ${value ? "values" : "types"} of ${target}`),
		);
		expect(forbidden).to.deep.equal([]);
	});

	it("lead from the programs' side to no plugin: a program never loads one", () => {
		const takers = files.filter(({ area }) => area !== "plugin").flatMap(importsOf);
		expect(takers.filter(({ target, local }) => local && areaOf(target) === "plugin")).to.deep.equal([]);
	});

	it("go down the rooms of runtime and model: nothing imports from a higher room", () => {
		const upwards = files.flatMap((file) =>
			importsOf(file)
				.filter(({ target, local }) => local && levelOf(target) > levelOf(file.path))
				.filter(({ target }) => areaOf(target) === file.area)
				.map(({ target }) => `${file.path} takes ${target}`),
		);
		expect(upwards).to.deep.equal([]);
	});

	for (const [area, most] of Object.entries(MOST_ARROWS))
		it(`lead from room to room of ${area} in at most ${most} ways, and never back`, () => {
			const arrows = new Set(
				files
					.filter((file) => file.area === area)
					.flatMap((file) =>
						importsOf(file)
							.filter(({ target, local }) => local && areaOf(target) === area)
							.map(({ target }) => [roomOf(file.path), roomOf(target)])
							.filter(([from, to]) => from !== to)
							.map((arrow) => arrow.join(" to ")),
					),
			);
			expect([...arrows]).to.have.length.within(1, most);
			const back = [...arrows].filter((arrow) => arrows.has(arrow.split(" to ").reverse().join(" to ")));
			expect(back).to.deep.equal([]);
		});

	it("leave the pure files of api without I/O", () => {
		const impure = files
			.filter(({ path }) => PURE_API.includes(path.replace(/\.ts$/, "")))
			.flatMap((file) => importsOf(file).map((imported) => ({ file, imported })))
			.filter(
				({ imported }) =>
					imported.value &&
					!(imported.local && [...PURE_API, "api/frames", "api/redaction"].includes(imported.target)),
			)
			.map(({ file, imported }) => `${file.path} takes values of ${imported.target}`);
		expect(impure).to.deep.equal([]);
	});

	it("are exactly those that package.json declares", () => {
		const manifest = JSON.parse(readFileSync(join(ROOT, "provider", "package.json"), "utf8"));
		const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
		const taken = files
			.flatMap(importsOf)
			.filter(({ local, target }) => !local && target !== "node:" && target !== manifest.name)
			.map(({ target }) => target);
		expect([...new Set(taken)]).to.have.members(declared);
	});
});
