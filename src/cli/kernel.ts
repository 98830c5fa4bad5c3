/**
 * `tensaur kernel`: the kernel for Jupyter.
 *
 * @module
 */

import type { Command } from "../deps/commander.ts";
import { addKernelDoctorCommand } from "./kernel_doctor.ts";
import { addKernelInstallCommand } from "./kernel_install.ts";
import { addKernelListCommand } from "./kernel_list.ts";
import { addKernelUninstallCommand } from "./kernel_uninstall.ts";

/** Adds the group with its verbs. */
export function addKernelCommand(parent: Command): void {
  const kernel = parent.command("kernel").description("The kernel that runs notebooks in Jupyter");
  addKernelInstallCommand(kernel);
  addKernelListCommand(kernel);
  addKernelDoctorCommand(kernel);
  addKernelUninstallCommand(kernel);
}
