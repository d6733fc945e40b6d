const Mocha = require("mocha");

/** Mocha's `spec`, closed by one plain line that a script can read. */
module.exports = class extends Mocha.reporters.Spec {
	epilogue() {
		super.epilogue();
		const { passes, failures, pending } = this.stats;
		console.log(`${passes} passed, ${failures} failed, ${pending} skipped`);
	}
};
