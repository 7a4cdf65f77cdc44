# SPDX-License-Identifier: MIT
"""The article's five networks in ONNX Runtime, from the files that Hourglass exports: inference alone."""

import pathlib

import numpy
import onnxruntime
import worker


class OnnxRuntimePeer(worker.Peer):
    def __init__(self, arguments):
        _, images = worker.load_images(arguments)
        self.images = images.reshape(-1, 28, 28, 1) if worker.is_convolutional(arguments.network) else images
        self.folder = arguments.models
        self.sessions = {model: self.session(model, arguments.threads) for model in worker.MODELS}

    def session(self, model, threads):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        return onnxruntime.InferenceSession(self.folder / f"{model}.onnx", options, providers=["CPUExecutionProvider"])

    def bound(self, session, images, results):
        """Reads and writes those arrays where they are."""
        binding = session.io_binding()
        for bind, port, array in ((binding.bind_input, session.get_inputs()[0], images),
                                  (binding.bind_output, session.get_outputs()[0], results)):
            bind(port.name, "cpu", 0, numpy.float32, array.shape, array.ctypes.data)
        return binding

    def new_results(self, session, count):
        return numpy.empty((count, *session.get_outputs()[0].shape[1:]), numpy.float32)

    def predict(self, model, batch_size):
        session = self.sessions[model]
        results = self.new_results(session, len(self.images))
        for start in range(0, len(self.images), batch_size):
            batch = slice(start, start + batch_size)
            session.run_with_iobinding(self.bound(session, self.images[batch], results[batch]))
        return results

    def ways_to_call(self, model):
        """For one image, threads may cost more than they bring."""
        ways = {}
        for name, session in (("all threads", self.sessions[model]), ("one thread", self.session(model, 1))):
            image, result = self.images[:1].copy(), self.new_results(session, 1)
            binding = self.bound(session, image, result)
            # The arrays have to live as long as the binding that points to them.
            ways[name] = lambda session=session, binding=binding, _=(image, result): session.run_with_iobinding(binding)
        return ways


def main():
    parser = worker.parser(__doc__)
    parser.add_argument("--models", type=pathlib.Path, required=True, help="folder of encode.onnx and reconstruct.onnx")
    arguments = parser.parse_args()
    worker.serve(lambda: OnnxRuntimePeer(arguments))


if __name__ == "__main__":
    main()
