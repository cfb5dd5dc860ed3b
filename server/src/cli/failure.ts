/** An error as one sentence that says what to do. The program prints it and exits with 1. */
export class Failure extends Error {
  override name = 'Failure'
}
