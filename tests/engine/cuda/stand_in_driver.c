/* A libcuda.so.1 that answers what the environment says:
 *   STAND_IN_INIT     what cuInit returns (default 0)
 *   STAND_IN_CUDA     newest CUDA as a number, 13000 for 13.0 (default)
 *   STAND_IN_GPUS     "name,major,minor,bytes,multiprocessors" for each GPU, separated by ";"
 *   STAND_IN_FREE     free bytes of each GPU
 * Calls that would need a GPU do not exist. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long number(const char *name, long otherwise) {
  const char *text = getenv(name);
  return text && *text ? atol(text) : otherwise;
}

/* Copies field `field` of GPU `gpu` to `to`; 0 when there is no such GPU. */
static int field_of(int gpu, int field, char *to, size_t size) {
  const char *at = getenv("STAND_IN_GPUS");
  if (!at || !*at) return 0;
  for (; gpu > 0; gpu--) {
    at = strchr(at, ';');
    if (!at) return 0;
    at++;
  }
  for (; field > 0; field--) {
    at = strchr(at, ',');
    if (!at) return 0;
    at++;
  }
  size_t length = strcspn(at, ",;");
  if (length >= size) length = size - 1;
  memcpy(to, at, length);
  to[length] = 0;
  return 1;
}

static long field_number(int gpu, int field) {
  char text[64];
  return field_of(gpu, field, text, sizeof text) ? atol(text) : 0;
}

int cuInit(unsigned flags) { return (int)number("STAND_IN_INIT", 0); }
int cuDriverGetVersion(int *version) { *version = (int)number("STAND_IN_CUDA", 13000); return 0; }

int cuDeviceGetCount(int *count) {
  char text[2];
  for (*count = 0; field_of(*count, 0, text, sizeof text);) ++*count;
  return 0;
}

int cuDeviceGet(int *device, int ordinal) { *device = ordinal; return 0; }

int cuDeviceGetName(char *name, int length, int device) {
  return field_of(device, 0, name, length) ? 0 : 101;
}

int cuDeviceTotalMem_v2(size_t *bytes, int device) { *bytes = field_number(device, 3); return 0; }

int cuDeviceGetAttribute(int *value, int attribute, int device) {
  int field = attribute == 75 ? 1 : attribute == 76 ? 2 : attribute == 16 ? 4 : -1;
  *value = field < 0 ? 0 : (int)field_number(device, field);
  return 0;
}

int cuGetErrorName(int error, const char **text) {
  *text = error == 100 ? "CUDA_ERROR_NO_DEVICE"
    : error == 803 ? "CUDA_ERROR_SYSTEM_DRIVER_MISMATCH"
    : error == 999 ? "CUDA_ERROR_UNKNOWN" : NULL;
  return *text ? 0 : 1;
}

/* What cuMemGetInfo tells is of the context on top: it is the number of its device, plus 1. */
static size_t stack[8];
static int depth, retained;

int cuDevicePrimaryCtxRetain(size_t *context, int device) { *context = device + 1; retained++; return 0; }
int cuDevicePrimaryCtxRelease_v2(int device) { retained--; return 0; }
int cuCtxPushCurrent_v2(size_t context) { stack[depth++] = context; return 0; }
int cuCtxPopCurrent_v2(size_t *context) { *context = stack[--depth]; return 0; }

int cuMemGetInfo_v2(size_t *free_bytes, size_t *total) {
  if (depth != 1 || retained != 1) return 201;
  *free_bytes = number("STAND_IN_FREE", 0);
  *total = field_number((int)stack[0] - 1, 3);
  return 0;
}
