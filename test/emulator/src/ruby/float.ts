/** A number that JSON wrote with a fraction or an exponent: a Float in Ruby, `1.0` and not `1` as text. */
export class RubyFloat {
	constructor(readonly value: number) {}

	/** `Float#to_s`: plain between 0.0001 and 10¹⁶, else with an exponent of two digits at least. */
	toString(): string {
		const { value } = this;
		if (Number.isNaN(value)) return "NaN";
		if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
		const sign = value < 0 || Object.is(value, -0) ? "-" : "";
		const [digits = "0", exponentText = "0"] = Math.abs(value).toExponential().split("e");
		const exponent = Number(exponentText);
		if (value !== 0 && (exponent < -4 || exponent >= 16)) {
			const mantissa = digits.includes(".") ? digits : `${digits}.0`;
			return `${sign}${mantissa}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
		}
		const all = digits.replace(".", "");
		if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${all}`;
		const whole = all.slice(0, exponent + 1).padEnd(exponent + 1, "0");
		return `${sign}${whole}.${all.slice(exponent + 1) || "0"}`;
	}
}
