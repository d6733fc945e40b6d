import { expect } from "chai";
import fc from "fast-check";
import { DURATION_SHAPE, parseDuration } from "../../../../provider/api/duration";
import { cpuMs } from "./cpu-time";

const S = 1_000;
const M = 60 * S;
const H = 60 * M;
const D = 24 * H;
const W = 7 * D;

describe("parseDuration", () => {
	const read: [string, number][] = [
		["45s", 45 * S],
		["30m", 30 * M],
		["12h", 12 * H],
		["90d", 90 * D],
		["2w", 2 * W],
		["007d", 7 * D],
		["P90D", 90 * D],
		["P2W", 2 * W],
		["P1W2D", W + 2 * D],
		["P1DT12H", D + 12 * H],
		["PT1H30M", H + 30 * M],
		["PT5S", 5 * S],
		["P1W1DT1H1M1S", W + D + H + M + S],
		["P0DT1S", S],
	];
	for (const [text, ms] of read)
		it(`reads ${text}`, () => {
			expect(parseDuration(text)).to.equal(ms);
		});

	const refused = [
		...[
			"",
			" ",
			"90",
			"d",
			"90 d",
			" 90d",
			"90d ",
			"90D",
			"1.5h",
			"-1d",
			"+1d",
			"1d12h",
			"90days",
			"1y",
			"1M",
		],
		...[
			"0s",
			"0d",
			"PT0S",
			"P0D",
			"P",
			"PT",
			"P1DT",
			"P1Y",
			"P1M",
			"P-1D",
			"P1.5D",
			"p90d",
			"PT1H1D",
			"P1D1W",
		],
		...["1e3s", "0x10s", "٣d", "Infinityd", "NaNs", "9999999999d", "90d\n", "null", "__proto__"],
	];
	for (const text of refused)
		it(`refuses ${JSON.stringify(text)}`, () => {
			expect(parseDuration(text)).to.equal(undefined);
		});

	it("returns positive whole milliseconds or nothing, for any text", () => {
		const nearly = fc.stringMatching(/^P?[0-9]{0,4}[smhdwWDTHMS0-9]{0,6}$/);
		fc.assert(
			fc.property(fc.oneof(fc.string(), nearly), (text) => {
				const ms = parseDuration(text);
				if (ms !== undefined) expect(ms).to.satisfy((n: number) => Number.isInteger(n) && n > 0);
			}),
		);
	});

	it("reads the short and the ISO notation alike", () => {
		const amount = fc.integer({ min: 1, max: 999_999_999 });
		fc.assert(
			fc.property(amount, (n) => {
				expect(parseDuration(`${n}d`)).to.equal(parseDuration(`P${n}D`));
				expect(parseDuration(`${n}h`)).to.equal(parseDuration(`PT${n}H`));
				expect(parseDuration(`${n}w`)).to.equal(parseDuration(`P${n}W`));
			}),
		);
	});

	it("takes time proportional to the length of the text", () => {
		const took = cpuMs(() => {
			for (const text of ["9".repeat(1e6), `P${"9".repeat(1e6)}`, "P".repeat(1e6)]) parseDuration(text);
		});
		expect(took).to.be.lessThan(1_000);
	}).timeout(180_000);

	it("describes the notations that it accepts", () => {
		const spelled = [...DURATION_SHAPE.matchAll(/`([^`]+)`/g)].map(([, text]) => text ?? "");
		expect(spelled).to.have.length.greaterThan(2);
		for (const text of spelled) expect(parseDuration(text), text).to.be.a("number");
	});
});
