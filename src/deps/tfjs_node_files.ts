/**
 * tfjs-node's reader and writer of models in files, without the rest of tfjs-node.
 *
 * @module
 */
import fileSystem from "npm:@tensorflow/tfjs-node-gpu@4.22.0/dist/io/file_system.js";

/** Saves and loads one model; its argument is a folder to save to, or a model.json to load. */
export const NodeFileSystem = fileSystem.NodeFileSystem;
