/** ONNX models as verifiers, run by ONNX Runtime. */
package org.anabranch.onnx;
