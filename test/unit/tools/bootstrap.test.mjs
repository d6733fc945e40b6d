// @ts-check
import { readFile } from "node:fs/promises";
import { expect } from "chai";

describe("what runs before any package is installed", () => {
	/** @param {URL} module @returns {Promise<string[]>} what it and its imports import, but for what they import later */
	const imported = async (module) => {
		const text = await readFile(module, "utf8");
		const own = [...text.matchAll(/^(?:import|export) .*?from "(.+?)";$/gms)].map(([, name]) => name ?? "");
		const below = own.filter((name) => name.startsWith(".")).map((name) => imported(new URL(name, module)));
		return [...own.filter((name) => !name.startsWith(".")), ...(await Promise.all(below)).flat()];
	};

	for (const name of ["bootstrap", "verify"]) {
		it(`imports nothing but Node's own modules: tools/${name}.mjs`, async () => {
			const names = await imported(new URL(`../../../tools/${name}.mjs`, import.meta.url));
			expect(names).to.include("node:child_process");
			expect(names.filter((specifier) => !specifier.startsWith("node:"))).to.deep.equal([]);
		});
	}
});
