/**
 * How much work a check may be: each time a schema is put to a value costs something, however the two were made to
 * meet so often.
 */

/** What would be spent is more than there is. */
export class OverBudget extends Error {}

const budget = 500_000

export class Meter {
  /** The longest text of the value: whoever measures one goes through it. */
  longest = 0
  private left = budget

  refill(): void {
    this.left = budget
  }

  spend(cost: number): void {
    this.left -= cost
    if (this.left < 0) throw new OverBudget()
  }
}
