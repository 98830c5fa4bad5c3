import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { archiveLinks, isArchiveFileKept } from "../../../src/engine/install/archive.ts";
import { InstallError } from "../../../src/engine/install/install_error.ts";
import { cudaRequirements, isKept, planInstall } from "../../../src/engine/install/plan.ts";

function host(os: string, arch: string) {
  return { os, arch, home: "", cwd: "", env: () => undefined };
}

describe("planInstall()", () => {
  it("asks for the package that each machine has", () => {
    const cases: [string, string, "cpu" | "cuda", string, string][] = [
      ["linux", "x86_64", "cpu", "tensorflow-cpu==2.21.0", "manylinux_2_27_x86_64"],
      ["linux", "x86_64", "cuda", "tensorflow==2.21.0", "manylinux2014_x86_64"],
      ["linux", "aarch64", "cpu", "tensorflow==2.21.0", "manylinux_2_27_aarch64"],
      ["darwin", "aarch64", "cpu", "tensorflow==2.21.0", "macosx_14_0_arm64"],
      ["darwin", "x86_64", "cpu", "tensorflow==2.21.0", "macosx_14_0_x86_64"],
      ["windows", "x86_64", "cpu", "tensorflow-cpu==2.21.0", "win_amd64"],
    ];
    for (const [os, arch, kind, requirement, platform] of cases) {
      const plan = planInstall(kind, "2.21.0", host(os, arch));
      assertEquals(plan.requirement, requirement);
      assert(plan.platforms.includes(platform), `${os} ${arch}`);
    }
  });

  it("refuses what TensorFlow is not built for", () => {
    assertThrows(() => planInstall("cpu", "2.21.0", host("freebsd", "x86_64")), InstallError);
    assertThrows(() => planInstall("cuda", "2.21.0", host("windows", "x86_64")), InstallError);
    assertThrows(() => planInstall("cpu", "2.21.0; rm", host("linux", "x86_64")), InstallError);
  });
});

describe("isKept()", () => {
  it("keeps libraries, what they open at run time, and licences", () => {
    for (
      const path of [
        "tensorflow/libtensorflow_cc.so.2",
        "tensorflow/libtensorflow_framework.2.dylib",
        "tensorflow/python/_pywrap_tensorflow_common.dll",
        "tensorflow/include/LICENSE",
        "nvidia/cudnn/lib/libcudnn.so.9",
        "nvidia/cuda_nvcc/bin/ptxas",
        "nvidia/cuda_nvcc/nvvm/libdevice/libdevice.10.bc",
        "nvidia_cublas_cu12-12.9.3.13.dist-info/licenses/License.txt",
      ]
    ) assert(isKept(path), path);
  });

  it("leaves the rest, and whatever would lead outside", () => {
    for (
      const path of [
        "tensorflow/__init__.py",
        "tensorflow/python/lib_pywrap_tensorflow_common.so",
        "nvidia/cudnn/include/cudnn.h",
        "nvidia/cublas/lib/libcublas_static.a",
        "nvidia/../lib/x.so",
        "nvidia/x/lib/..\\x.so",
      ]
    ) assert(!isKept(path), path);
  });
});

describe("cudaRequirements()", () => {
  it("reads the extra and-cuda of METADATA without its marker", () => {
    const metadata = [
      "Requires-Dist: numpy>=1.26.0",
      'Requires-Dist: nvidia-cublas-cu12<13.0,>=12.5.3.2; extra == "and-cuda"',
      "Requires-Dist: nvidia-nccl-cu12 (<3.0,>=2.27.7) ; extra == 'and-cuda'",
      'Requires-Dist: other>=1; extra == "gcs-filesystem"',
    ].join("\r\n");
    assertEquals(cudaRequirements(metadata), [
      "nvidia-cublas-cu12<13.0,>=12.5.3.2",
      "nvidia-nccl-cu12<3.0,>=2.27.7",
    ]);
  });
});

describe("archiveLinks()", () => {
  it("names the archives of a machine, newest first, or the version asked for", () => {
    const links = archiveLinks({ kind: "cpu", base: "http://x/" }, host("linux", "x86_64"));
    assertEquals(links[0]!.url, "http://x/2.18.1/libtensorflow-cpu-linux-x86_64.tar.gz");
    assertEquals(links.length, 2);
    const [link, ...others] = archiveLinks(
      { kind: "cuda", version: "2.17.0" },
      host("linux", "x86_64"),
    );
    assert(link!.url.endsWith("/tensorflow/versions/2.17.0/libtensorflow-gpu-linux-x86_64.tar.gz"));
    assertEquals(others, []);
  });

  it("says what to do where there is none", () => {
    const error = assertThrows(
      () => archiveLinks({ kind: "cpu" }, host("linux", "aarch64")),
      InstallError,
      "install Python with pip",
    );
    assertEquals((error as InstallError).fault, "no-installer");
  });

  it("keeps libraries and licences of an archive", () => {
    assert(isArchiveFileKept("./lib/libtensorflow.so.2.18.1"));
    assert(isArchiveFileKept("lib/tensorflow.dll"));
    assert(isArchiveFileKept("./THIRD_PARTY_TF_C_LICENSES"));
    assert(!isArchiveFileKept("./include/tensorflow/c/c_api.h"));
  });
});
