/**
 * Data sets and how they get here.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data, tf } from "tensaur";
 *
 * await tf.ready();
 * using points = new data.ArrayDataset(tf.zeros([4, 2]), tf.zeros([4, 1]));
 * assertEquals(points.size, 4);
 * ```
 *
 * @module
 */
export { ArrayDataset } from "./array_dataset.ts";
export {
  countMissing,
  dropMissing,
  type DropMissingOptions,
  fillMissing,
  fillMissingColumns,
  type MissingCounts,
} from "./cleaning/missing.ts";
export {
  type NearDuplicate,
  type NearDuplicates,
  nearDuplicates,
  type NearDuplicatesOptions,
} from "./cleaning/near_duplicates.ts";
export { normalizeText, type NormalizeTextOptions } from "./cleaning/normalize_text.ts";
export {
  type Augmentation,
  augmentation,
  augmentImage,
  type Draw,
} from "./augment/augment_image.ts";
export {
  drawTransforms,
  type DrawTransformsOptions,
  warpTensors,
} from "./augment/augment_tensors.ts";
export {
  autoContrastStep as autoContrast,
  type ColorAugmentation,
  randomBrightness,
  randomColorDegeneration,
  randomContrast,
  randomHue,
  randomPosterization,
  randomSaturation,
  solarization,
  type ValueRange,
} from "./augment/colour_steps.ts";
export {
  type FlipMode,
  type GeometricAugmentation,
  type RandomFlip,
  randomFlip,
  type RandomRotation,
  randomRotation,
  type RandomShear,
  randomShear,
  type RandomShearOptions,
  type RandomTranslation,
  randomTranslation,
  type RandomZoom,
  randomZoom,
  type TwoFactors,
} from "./augment/geometric.ts";
export {
  cutMix,
  type CutMixOptions,
  type MixableBatch,
  type MixedBatch,
  mixUp,
  type MixUpOptions,
} from "./augment/mix.ts";
export {
  type RandomCrop,
  randomCrop,
  type RandomErasing,
  randomErasing,
  type RandomErasingOptions,
  type RandomGaussianBlur,
  randomGaussianBlur,
  type RandomGaussianBlurOptions,
} from "./augment/patch_steps.ts";
export { type RandAugment, randAugment, type RandAugmentOptions } from "./augment/rand_augment.ts";
export type { Bounds, Factor } from "./augment/random_values.ts";
export type { ImageSize, Transform } from "./augment/transform.ts";
export { type FillMode, warpImage, type WarpOptions } from "./augment/warp_image.ts";
export type { JsonValue } from "../core/json_value.ts";
export { permutation } from "../core/permutation.ts";
export { type Indexed, indexedSource } from "./dataset/array_source.ts";
export { Dataset } from "./dataset/dataset.ts";
export type {
  BatchOptions,
  MapOptions,
  ShuffleOptions,
  SplitOptions,
} from "./dataset/dataset_options.ts";
export { type Generate } from "./dataset/generator_source.ts";
export type { MapContext, MapFunction } from "./dataset/operators/map.ts";
export { type DatasetIterator, PositionError, type Source, type Start } from "./dataset/source.ts";
export { from, fromGenerator } from "./dataset/sources.ts";
export type { StackDTypes, Stacked } from "./dataset/stack.ts";
export { type Tensors, toTensors } from "./dataset/to_tensors.ts";
export { Digits, type DigitsOrigin } from "./digits.ts";
export {
  AudioFolder,
  audioFolder,
  type AudioFolderOptions,
  type LabelledSound,
} from "./audio/audio_folder.ts";
export {
  linearToMelWeightMatrix,
  type MelFilterOptions,
  melFrequencies,
} from "./audio/mel_filters.ts";
export { melSpectrogram, type MelSpectrogramOptions } from "./audio/mel_spectrogram.ts";
export { mfccsFromLogMelSpectrograms } from "./audio/mfcc.ts";
export { spectrogram, type SpectrogramOptions } from "./audio/spectrogram.ts";
export { type DownloadAttempt, DownloadError } from "./download_error.ts";
export { fetchCached, type FetchCachedOptions, type FetchedFile } from "./fetch_cached.ts";
export { HubError } from "./hugging_face/hub_cache.ts";
export { huggingFace, type HuggingFaceOptions } from "./hugging_face/hugging_face.ts";
export { type Mnist, mnist, type MnistOptions, type MnistProgress } from "./mnist.ts";
export type { DigitBytes } from "./mnist_package.ts";
export {
  LabelledFolder,
  type LabelledFolderOptions,
  type LabelMode,
  type SkippedFile,
} from "./folders/labelled_folder.ts";
export { fitImage, type FitOptions } from "./images/fit_image.ts";
export {
  type ImageFolder,
  imageFolder,
  type ImageFolderOptions,
  type LabelledImage,
} from "./images/image_folder.ts";
export { preprocessInput, type PreprocessMode } from "./images/preprocess_input.ts";
export {
  type HostImage,
  type Interpolation,
  resizeImage,
  type ResizeOptions,
} from "./images/resize.ts";
export { cifar10, cifar100 } from "./named/cifar.ts";
export { fashionMnist, type NamedImagesOptions } from "./named/fashion_mnist.ts";
export { type Imdb, imdb, type NamedTextsOptions } from "./named/imdb.ts";
export { type LabelledText, LabelledTexts } from "./named/labelled_texts.ts";
export type { NamedDataOptions, NamedDataProgress } from "./named/named_file.ts";
export {
  type ImageBytes,
  type ImagesOrigin,
  NamedImages,
  type Parts,
} from "./named/named_images.ts";
export { reviewIndices, type ReviewIndicesOptions } from "./named/review_indices.ts";
export { type Sst2, sst2 } from "./named/sst2.ts";
export { type NamedText, tinyShakespeare } from "./named/tiny_shakespeare.ts";
export { Imputer, type ImputerStrategy } from "./preprocess/imputer.ts";
export { type Category, LabelEncoder } from "./preprocess/label_encoder.ts";
export type { Rows } from "./preprocess/matrix.ts";
export { Scaler, type ScalerConfig } from "./preprocess/scaler.ts";
export { type IdxPair, type ReadArraysOptions, readIdx, readNpz } from "./readers/read_arrays.ts";
export {
  type FrameLike,
  fromFrame,
  readArrow,
  type ReadArrowOptions,
} from "./readers/read_arrow.ts";
export { readCsv, type ReadCsvOptions } from "./readers/read_csv.ts";
export { readJsonLines, type ReadJsonLinesOptions } from "./readers/read_json_lines.ts";
export { readParquet, type ReadParquetOptions } from "./readers/read_parquet.ts";
export {
  readDuckdb,
  type ReadDuckDbOptions,
  readSqlite,
  type ReadSqlOptions,
} from "./readers/read_sql.ts";
export { readText } from "./readers/read_text.ts";
export { type ColumnsOptions, TableDataset } from "./readers/table_dataset.ts";
export type { Block, BlockCursor, BlockReader } from "../io/table/block.ts";
export type { TableInput } from "../io/table/byte_input.ts";
export type { Cell, Column, Columns, Row } from "../io/table/column.ts";
export type { TableDType } from "../io/table/table_dtype.ts";
export type { ArrowOptions } from "../io/arrow/arrow.ts";
export type { CsvOptions } from "../io/csv/csv.ts";
export type { JsonLinesOptions } from "../io/json_lines/json_lines.ts";
export type { LineOptions } from "../io/json_lines/line_cursor.ts";
export type { ParquetOptions } from "../io/parquet/parquet.ts";
export type { SqlValue, SqlValues } from "../io/sql/sqlite.ts";
export {
  balancedClassWeights,
  overSample,
  type ResampleOptions,
  underSample,
} from "./sampling/resample.ts";
export { type Smote, smote, type SmoteOptions } from "./sampling/smote.ts";
export type { Fold, KFoldOptions } from "./splits/fold.ts";
export { groupKFold, type GroupKFoldOptions } from "./splits/group_k_fold.ts";
export { kFold, leaveOneOut } from "./splits/k_fold.ts";
export { stratifiedKFold } from "./splits/stratified_k_fold.ts";
export { timeSeriesSplit, type TimeSeriesSplitOptions } from "./splits/time_series_split.ts";
export { trainTestSplit, type TrainTestSplitOptions } from "./splits/train_test_split.ts";
export type { WorkerContext, WorkerFunction } from "./workers/worker_function.ts";
