/**
 * Exit codes of all commands.
 *
 * @module
 */

/** Everything is as it should be. */
export const OK = 0;
/** The command did its work, and what it looked at is not good. */
export const FAILED = 1;
/** The command could not do its work: wrong arguments, a file that is not there, no kernel. */
export const UNUSABLE = 2;
/** Stopped with Ctrl-C. */
export const STOPPED = 130;

/** What help says about them. */
export const EXIT_CODES_HELP = `
Exit codes:
  0    everything is as it should be
  1    something that was looked at is not
  2    the command could not do its work: arguments, files, no kernel
  130  stopped with Ctrl-C`;
